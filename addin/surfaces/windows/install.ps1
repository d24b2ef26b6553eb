<#
.SYNOPSIS
为没有 Python 的电脑安装“催收”：在用户自己的文件夹里放一份专用的 Python，再装上 Excel 加载项。不需要管理员权限，不联网。

.DESCRIPTION
本脚本旁边应有：
  python-*-embed-*.zip   Python 官方网站的“embeddable package”，3.11 或更新，64 位
  wheels\*.whl           dunbook 及其全部依赖，另加 pip。在一台能联网、Python 版本相同的 Windows 电脑上准备：
                         python -m pip download dunbook pip --only-binary :all: --dest wheels
                         （dunbook 自己的 wheel 也放进这个文件夹）
装到 %LOCALAPPDATA%\dunbook\python。再次运行即升级。运行：在本文件夹的空白处按住 Shift 点右键，打开 PowerShell，输入
  powershell -ExecutionPolicy Bypass -File .\install.ps1

.PARAMETER Uninstall
卸载加载项和专用的 Python。台账和函件不动。
#>
[CmdletBinding()]
param(
    [switch] $Uninstall
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$root = Join-Path -Path $env:LOCALAPPDATA -ChildPath 'dunbook'
$target = Join-Path -Path $root -ChildPath 'python'
$python = Join-Path -Path $target -ChildPath 'python.exe'
$wheels = Join-Path -Path $PSScriptRoot -ChildPath 'wheels'

function Stop-WithAdvice {
    param([string] $Advice)
    Write-Host "✗ $Advice" -ForegroundColor Red
    exit 1
}

function Invoke-Python {
    param([string] $Advice, [string[]] $Arguments)
    & $python $Arguments
    if ($LASTEXITCODE -ne 0) {
        Stop-WithAdvice -Advice $Advice
    }
}

function Test-ExcelRunning {
    return $null -ne (Get-Process -Name 'EXCEL' -ErrorAction SilentlyContinue)
}

function Remove-PrivatePython {
    if (Test-Path -LiteralPath $target) {
        Remove-Item -LiteralPath $target -Recurse -Force
    }
}

function Expand-PrivatePython {
    param([string] $Archive)
    # A new folder takes the place of the old one only when it is complete.
    $fresh = "$target.new"
    if (Test-Path -LiteralPath $fresh) {
        Remove-Item -LiteralPath $fresh -Recurse -Force
    }
    Expand-Archive -LiteralPath $Archive -DestinationPath $fresh
    # The embeddable Python finds installed packages only when its ._pth file imports site.
    foreach ($file in Get-ChildItem -LiteralPath $fresh -Filter 'python*._pth') {
        $lines = @(Get-Content -LiteralPath $file.FullName | Where-Object { $_ -notmatch 'import site' })
        Set-Content -LiteralPath $file.FullName -Value ($lines + 'Lib\site-packages' + 'import site') -Encoding ASCII
    }
    Remove-PrivatePython
    Move-Item -LiteralPath $fresh -Destination $target
}

if (Test-ExcelRunning) {
    Stop-WithAdvice -Advice '请先保存并关闭所有 Excel 窗口，再运行一次。'
}

if ($Uninstall) {
    if (Test-Path -LiteralPath $python) {
        Invoke-Python -Advice '加载项没有卸载成功。' -Arguments @('-m', 'addin', 'uninstall')
    }
    Remove-PrivatePython
    Write-Host '✓ 已卸载。台账和函件没有改动。'
    exit 0
}

$archives = @(Get-ChildItem -LiteralPath $PSScriptRoot -Filter 'python-*-embed-*.zip' | Sort-Object -Property Name)
if ($archives.Count -ne 1) {
    Stop-WithAdvice -Advice "本脚本旁边应有且只有一个 python-*-embed-*.zip，现有 $($archives.Count) 个。"
}
$pip = @(Get-ChildItem -Path $wheels -Filter 'pip-*.whl' -ErrorAction SilentlyContinue)
$own = @(Get-ChildItem -Path $wheels -Filter 'dunbook-*.whl' -ErrorAction SilentlyContinue)
if ($pip.Count -ne 1 -or $own.Count -ne 1) {
    Stop-WithAdvice -Advice 'wheels 文件夹中应有 pip-*.whl 和 dunbook-*.whl 各一个，以及全部依赖。'
}

# Files that came from the internet carry a mark that Windows would pass on to what is unpacked.
Get-ChildItem -LiteralPath $PSScriptRoot -Recurse -File | Unblock-File

Write-Host '正在安装专用的 Python ……'
New-Item -ItemType Directory -Path $root -Force | Out-Null
Expand-PrivatePython -Archive $archives[0].FullName

Write-Host '正在安装催收程序 ……'
$pipModule = Join-Path -Path $pip[0].FullName -ChildPath 'pip'
$files = @(Get-ChildItem -LiteralPath $wheels -Filter '*.whl' | ForEach-Object { $_.FullName })
Invoke-Python -Advice '程序没有安装成功，多半是 wheels 文件夹中的文件与 Python 版本不符。' -Arguments (
    @($pipModule, 'install', '--no-index', '--no-deps', '--no-warn-script-location') + $files
)
Invoke-Python -Advice '缺少上面列出的依赖，请把它们的 .whl 放进 wheels 文件夹后再试。' -Arguments @('-m', 'pip', 'check')

Write-Host '正在安装 Excel 加载项 ……'
Invoke-Python -Advice 'Excel 加载项没有安装成功。' -Arguments @('-m', 'addin', 'install')
& $python -m addin doctor
Write-Host '✓ 安装完成。请打开 Excel，功能区会出现【催收】选项卡。'
