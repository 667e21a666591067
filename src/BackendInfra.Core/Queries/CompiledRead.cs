namespace BackendInfra.Core.Queries;

/// <summary>An authorized read and its statement, ready to run any number of times with other variables and subjects.</summary>
public abstract class CompiledRead(AuthorizedRead read)
{
    public AuthorizedRead Read { get; } = read;
}
