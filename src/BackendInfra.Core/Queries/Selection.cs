namespace BackendInfra.Core.Queries;

/// <summary>What of each object a read sends: <see cref="RestSelection"/> or <see cref="GraphSelection"/>.</summary>
public abstract record Selection;
