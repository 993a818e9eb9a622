; The Windows installer of the counter: puts the folder that PyInstaller built on Windows under Program Files.
;
; On Windows, in this tree, with Python and NSIS installed:
;   python -m pip install --require-hashes -r requirements/development.txt
;   python -m PyInstaller --noconfirm --distpath dist --workpath build installer/motcua.spec
;   makensis /DVERSION=0.1.0 /DSOURCE=..\..\dist\motcua /DTARGET=..\..\dist\motcua-0.1.0.exe installer\windows\motcua.nsi
; Paths are seen from this file. Silent for many machines: motcua-0.1.0.exe /S [/D=C:\MotCua]
; Without a window, from a console or the task scheduler: start /wait motcua.exe sync, start /wait motcua.exe doctor
; Profiles of officers lie in their own folders and are touched neither by a newer version nor by removal.

Unicode true
Target amd64-unicode
SetCompressor /SOLID lzma

!ifndef VERSION | SOURCE | TARGET
  !error "VERSION, SOURCE and TARGET must be given"
!endif

!include MUI2.nsh
!include x64.nsh

Name "Một Cửa"
OutFile "${TARGET}"
InstallDir "$PROGRAMFILES64\MotCua"
InstallDirRegKey HKLM "Software\MotCua" "Folder"
RequestExecutionLevel admin
ShowInstDetails nevershow
BrandingText "Một Cửa ${VERSION}"
!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\MotCua"

VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Một Cửa"
VIAddVersionKey "FileDescription" "Một Cửa"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "Một Cửa contributors, Apache-2.0"

!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "Vietnamese"
!insertmacro MUI_LANGUAGE "English"

LangString NeedsWindows64 ${LANG_VIETNAMESE} "Một Cửa cần Windows 64 bit."
LangString NeedsWindows64 ${LANG_ENGLISH} "Một Cửa needs a 64-bit Windows."
LangString StillRunning ${LANG_VIETNAMESE} "Một Cửa đang chạy. Hãy đóng chương trình rồi thử lại."
LangString StillRunning ${LANG_ENGLISH} "Một Cửa is running. Close it and try again."

; A program file that is in use cannot be renamed; that tells that the program runs, without asking for its name.
!macro RefuseWhileRunning
  ${If} ${FileExists} "$INSTDIR\motcua.exe"
    ClearErrors
    Rename "$INSTDIR\motcua.exe" "$INSTDIR\motcua.exe.old"
    ${If} ${Errors}
      MessageBox MB_ICONEXCLAMATION|MB_OK "$(StillRunning)" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
    Rename "$INSTDIR\motcua.exe.old" "$INSTDIR\motcua.exe"
  ${EndIf}
!macroend

; Only what an installation laid there goes; whatever else lies in the folder stays.
!macro RemoveProgram
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\motcua.exe"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP|MB_OK "$(NeedsWindows64)" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext all
FunctionEnd

Section
  !insertmacro RefuseWhileRunning
  !insertmacro RemoveProgram
  SetOutPath "$INSTDIR"
  File /r "${SOURCE}\*"
  File "/oname=LICENSE.txt" "..\..\LICENSE"
  File "/oname=NOTICE.txt" "..\..\NOTICE"
  WriteUninstaller "$INSTDIR\remove.exe"
  CreateShortcut "$SMPROGRAMS\Một Cửa.lnk" "$INSTDIR\motcua.exe"
  CreateShortcut "$DESKTOP\Một Cửa.lnk" "$INSTDIR\motcua.exe"
  WriteRegStr HKLM "Software\MotCua" "Folder" "$INSTDIR"
  WriteRegStr HKLM "${REMOVAL}" "DisplayName" "Một Cửa"
  WriteRegStr HKLM "${REMOVAL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${REMOVAL}" "Publisher" "Một Cửa contributors"
  WriteRegStr HKLM "${REMOVAL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${REMOVAL}" "UninstallString" '"$INSTDIR\remove.exe"'
  WriteRegStr HKLM "${REMOVAL}" "QuietUninstallString" '"$INSTDIR\remove.exe" /S'
  WriteRegDWORD HKLM "${REMOVAL}" "NoModify" 1
  WriteRegDWORD HKLM "${REMOVAL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  !insertmacro RefuseWhileRunning
  !insertmacro RemoveProgram
  Delete "$INSTDIR\LICENSE.txt"
  Delete "$INSTDIR\NOTICE.txt"
  Delete "$INSTDIR\remove.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Một Cửa.lnk"
  Delete "$DESKTOP\Một Cửa.lnk"
  DeleteRegKey HKLM "${REMOVAL}"
  DeleteRegKey HKLM "Software\MotCua"
SectionEnd
