using BackendInfra.Server.Hosting;

var builder = ServerHost.CreateBuilder(args);
await ServerHost.Build(builder).RunAsync();
