#!/bin/sh
# Takes the public API of every library as it is now as the approved one. Review the difference before you commit it.
set -e
cd "$(dirname "$0")/.."
PULP_APPROVE_API=1 dotnet test tests/Pulp.Architecture.Tests --filter FullyQualifiedName~PublicApi -v q
git --no-pager diff --stat -- tests/Pulp.Architecture.Tests/PublicApi
