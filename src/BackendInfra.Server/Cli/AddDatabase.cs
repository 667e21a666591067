namespace BackendInfra.Server.Cli;

/// <summary>Registers the database; given by <c>Program.cs</c>, which alone knows which one it is.</summary>
internal delegate void AddDatabase(IServiceCollection services, IConfiguration configuration);
