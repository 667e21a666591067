# The GraphQL IDE and the SDK of Cloud Code come from npm; Node runs Cloud Code.
FROM node:22-bookworm-slim AS packages
WORKDIR /source
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --omit=optional

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
COPY --from=packages /source/node_modules node_modules
RUN dotnet publish src/BackendInfra.Server --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
COPY --from=packages /usr/local/bin/node /usr/local/bin/node
RUN mkdir /files && chown $APP_UID /files
ENV ASPNETCORE_URLS=http://+:1337 BACKENDINFRA__Files__Folder=/files
VOLUME /files
EXPOSE 1337
USER $APP_UID
ENTRYPOINT ["dotnet", "BackendInfra.Server.dll"]
