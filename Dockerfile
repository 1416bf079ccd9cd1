# Both hosts, one file. Build one by its target; what the other needs is never fetched:
#   docker build --target standalone -t govstack:0.1.0 .
#   docker build --target silo -t govstack-silo:0.1.0 .
# Another agency's pages:  --build-arg CONTENT=content/my-agency
# A mirror of the base images and of packages: --build-arg REGISTRY=mirror.example/dotnet, and a nuget.config beside this file.

ARG REGISTRY=mcr.microsoft.com/dotnet
ARG DOTNET=10.0

FROM ${REGISTRY}/sdk:${DOTNET} AS source
WORKDIR /source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# The brackets make nuget.config optional: COPY takes a pattern that matches nothing as long as another source exists.
COPY global.json .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props nuget.confi[g] ./
COPY src ./src
# An empty directory to give away: the runtime image has no shell to make one with.
RUN mkdir /empty

# Compiled ahead for the machine it is built on: a start is sooner by what `B start --server` of docs/benchmarks.md shows.
FROM source AS build-standalone
RUN --mount=type=cache,id=nuget,target=/root/.nuget/packages \
    dotnet publish src/Standalone/Standalone.csproj -c Release -o /app -p:UseAppHost=false \
        --use-current-runtime --self-contained false -p:PublishReadyToRun=true

FROM source AS build-silo
RUN --mount=type=cache,id=nuget,target=/root/.nuget/packages \
    dotnet publish src/Silo/Silo.csproj -c Release -o /app -p:UseAppHost=false \
        --use-current-runtime --self-contained false -p:PublishReadyToRun=true

# Chiseled: no shell, no package manager, a user "app" (1654) who is not root. "Extra" because dates and languages need ICU and time zones.
FROM ${REGISTRY}/aspnet:${DOTNET}-noble-chiseled-extra AS runtime
ARG CONTENT=content/sample-agency
WORKDIR /app
COPY ${CONTENT} /app/content
# HTTP on 8080: ports under 1024 are root's. TLS ends at the ingress.
# No diagnostics port: it would be a socket in a file system that is read-only, and a way in.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_EnableDiagnostics=0 \
    Content__Directory=/app/content
EXPOSE 8080
USER 1654:1654

FROM runtime AS silo
COPY --from=build-silo /app /app
# 11111: silo to silo; 30000: the gateway, for front ends in processes of their own.
EXPOSE 11111 30000
ENTRYPOINT ["dotnet", "GovStack.Silo.dll"]

# Last, so that it is what a build without --target makes.
FROM runtime AS standalone
COPY --from=build-standalone /app /app
# A new volume mounted here takes over this owner; everything else in the image belongs to root and stays unwritten.
COPY --from=source --chown=1654:1654 /empty /data
ENV Storage__Directory=/data
ENTRYPOINT ["dotnet", "GovStack.Standalone.dll"]
