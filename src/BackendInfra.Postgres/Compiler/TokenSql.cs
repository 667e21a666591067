using BackendInfra.Core.Users;
using BackendInfra.Postgres.Sql;

namespace BackendInfra.Postgres.Compiler;

/// <summary>Conditions on tokens that were sent by mail.</summary>
internal static class TokenSql
{
    /// <summary>Whether a user holds a token that is still valid.</summary>
    public static SqlText Holds(AccountToken token, SqlText hash, SqlText now) =>
        SqlText.Of($"{hash} = ANY({Identifier.Internal(token.Hashes)}) AND ({Identifier.Internal(token.ExpiresAt)} IS NULL OR {Identifier.Internal(token.ExpiresAt)} > {now})");
}
