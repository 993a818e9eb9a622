"""What makes a bare machine able to run, test and package the program."""
