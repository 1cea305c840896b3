# Sourced by the scripts at the root: makes dotnet quiet, and says in one line what to install where it is missing.

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

need_sdk() {
  command -v dotnet >/dev/null 2>&1 && dotnet --list-sdks 2>/dev/null | grep -Eq '^[1-9][0-9]+\.' && return
  echo "breakwater needs the .NET 10 SDK: sudo apt-get install dotnet-sdk-10.0 (on Debian, add Microsoft's package feed first: https://learn.microsoft.com/dotnet/core/install/linux-debian)" >&2
  exit 2
}
