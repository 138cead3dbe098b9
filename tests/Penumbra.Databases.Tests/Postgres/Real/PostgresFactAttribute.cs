using Penumbra.Sandbox.Cloud;

namespace Penumbra.Databases.Tests.Postgres.Real;

/// <summary>A test that needs a real PostgreSQL; skipped, with a word, where it is missing, and failed in CI by the fixture.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public const string Missing = "There is no PostgreSQL: run tests/tools/install-postgres.sh, or let PENUMBRA_POSTGRES name the folder of initdb and postgres.";

    public PostgresFactAttribute() => Skip = IsThere || Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing;

    /// <summary>Whether the programs are there.</summary>
    public static bool IsThere => PostgresPrograms.Find() is not null;
}
