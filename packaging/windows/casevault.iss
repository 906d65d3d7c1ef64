; The installer for Windows, made by Inno Setup 6 from the folder of packaging/package/elsewhere.py:
;   iscc /DVersion=0.1.0 packaging\windows\casevault.iss      (build.ps1 calls it, and signs before and after)
; UNTESTED: nobody has run it yet. Why Inno Setup and not MSI or MSIX: docs/decisions/0052-installers.md.
#ifndef Version
  #error Say which version: /DVersion=0.1.0
#endif
#define Program "casevault-window.exe"

[Setup]
; Never another: with it Windows knows an older installation of the same program.
AppId={{6C0B8E0B-6C0D-4C0A-9B5E-2E7A4C1D7F53}
AppName=CaseVault
AppVersion={#Version}
VersionInfoVersion={#Version}
AppPublisher=The CaseVault authors
DefaultDirName={autopf}\CaseVault
DefaultGroupName=CaseVault
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=casevault-{#Version}-windows-x64
SetupIconFile=..\..\build\package\desktop\icons\casevault.ico
UninstallDisplayIcon={app}\{#Program}
Compression=lzma2/max
SolidCompression=yes
; Nobody needs an administrator: without one it goes to the person's own folder. Whoever is one may install it for all.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
; What the wheels of Qt 6.11 ask for: Windows 10 1809.
MinVersion=10.0.17763
ChangesAssociations=yes
WizardStyle=modern
; A vault that stands open is locked by the program itself when Windows asks it to end; it is asked, and never ended by force.
CloseApplications=yes
RestartApplications=no
#ifdef Signed
SignTool=casevault
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "nl"; MessagesFile: "compiler:Languages\Dutch.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "menu"; Description: "{cm:OpenVault}"

[CustomMessages]
en.OpenVault=Offer “Open with CaseVault” on vaults in Explorer
nl.OpenVault=“Openen met CaseVault” aanbieden bij kluizen in Verkenner
en.OpenWith=Open with CaseVault
nl.OpenWith=Openen met CaseVault

[Files]
Source: "..\..\dist\casevault\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; Libraries of an older version must not be found beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\CaseVault"; Filename: "{app}\{#Program}"
Name: "{autodesktop}\CaseVault"; Filename: "{app}\{#Program}"; Tasks: desktopicon

[Registry]
; A vault is a folder, and Windows gives folders no type by their ending: an entry in their menu, for those that end so, is what there is.
Root: HKA; Subkey: "Software\Classes\Directory\shell\CaseVault"; ValueType: string; ValueData: "{cm:OpenWith}"; Flags: uninsdeletekey; Tasks: menu
Root: HKA; Subkey: "Software\Classes\Directory\shell\CaseVault"; ValueType: string; ValueName: "AppliesTo"; ValueData: "System.FileName:""*.casevault"""; Tasks: menu
Root: HKA; Subkey: "Software\Classes\Directory\shell\CaseVault"; ValueType: string; ValueName: "Icon"; ValueData: "{app}\{#Program}"; Tasks: menu
Root: HKA; Subkey: "Software\Classes\Directory\shell\CaseVault\command"; ValueType: string; ValueData: """{app}\{#Program}"" --vault ""%1"""; Tasks: menu

[Run]
Filename: "{app}\{#Program}"; Description: "{cm:LaunchProgram,CaseVault}"; Flags: nowait postinstall skipifsilent
