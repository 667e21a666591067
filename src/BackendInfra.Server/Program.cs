using BackendInfra.Postgres;
using BackendInfra.Server.Hosting;

var builder = ServerHost.CreateBuilder(args);
builder.Services.AddPostgres(builder.Configuration);
await ServerHost.Build(builder).RunAsync();
