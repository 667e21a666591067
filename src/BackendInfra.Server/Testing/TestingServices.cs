using BackendInfra.Core.Apps;

namespace BackendInfra.Server.Testing;

/// <summary>What the testing routes work with.</summary>
internal sealed record TestingServices(TestingMode Mode, IAppReset Reset, IAppStore Apps, OptionBaselines Baselines);
