# Windows: the folder, its signature, the installer, its signature.   UNTESTED: nobody has run it yet.
#   powershell -File packaging\windows\build.ps1 [-Thumbprint HEX -TimeServer ADDRESS]
# Needs Python 3.11 (64 bit), Inno Setup 6, and to sign: the Windows SDK and a code-signing certificate in the user's store, best on
# a token. Without -Thumbprint nothing is signed, and Windows warns whoever starts it.
param([string]$Thumbprint = "", [string]$TimeServer = "")
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked([string]$What, [scriptblock]$Do) {
    & $Do
    if ($LASTEXITCODE -ne 0) { throw "$What failed ($LASTEXITCODE)" }
}

function Set-Signature([string[]]$Files) {
    # /tr and /td: a time stamp by RFC 3161, or the signature ends with the certificate.
    Invoke-Checked "signtool sign" { signtool sign /sha1 $Thumbprint /fd SHA256 /tr $TimeServer /td SHA256 /d CaseVault $Files }
    Invoke-Checked "signtool verify" { signtool verify /pa /all /tw $Files }
}

if ($Thumbprint -and -not $TimeServer) { throw "name the time server of your certificate's issuer: -TimeServer" }
Invoke-Checked "the folder" { py -3.11 packaging\package\elsewhere.py }
Invoke-Checked "selftest" { dist\casevault\casevault.exe selftest }
$version = (Select-String -Path pyproject.toml -Pattern '^version = "(.+)"').Matches[0].Groups[1].Value
$setup = "dist\casevault-$version-windows-x64.exe"
if ($Thumbprint) {
    # Every library of ours too: a policy that lets signed code run looks at each. What others signed keeps their signature.
    $unsigned = Get-ChildItem dist\casevault -Recurse -Include *.exe, *.dll, *.pyd |
        Where-Object { (Get-AuthenticodeSignature $_).Status -ne "Valid" } | ForEach-Object FullName
    for ($at = 0; $at -lt $unsigned.Count; $at += 50) {
        Set-Signature $unsigned[$at..([Math]::Min($at + 49, $unsigned.Count - 1))]
    }
    $tool = "signtool sign /sha1 $Thumbprint /fd SHA256 /tr $TimeServer /td SHA256 /d CaseVault `$f"
    Invoke-Checked "the installer" { iscc /Qp "/DVersion=$version" /DSigned "/Scasevault=$tool" packaging\windows\casevault.iss }
    Invoke-Checked "signtool verify" { signtool verify /pa /all /tw $setup }
} else {
    Invoke-Checked "the installer" { iscc /Qp "/DVersion=$version" packaging\windows\casevault.iss }
}
Compress-Archive -Path dist\casevault -DestinationPath "dist\casevault-$version-windows-x64.zip" -Force
(Get-FileHash $setup -Algorithm SHA256).Hash.ToLower() + "  " + (Split-Path $setup -Leaf)
