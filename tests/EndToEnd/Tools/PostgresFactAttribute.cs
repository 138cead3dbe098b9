using Penumbra.Sandbox.Cloud;

namespace Penumbra.EndToEnd.Tools;

/// <summary>A test that needs PostgreSQL's programs; skipped, with a word, where they are missing, except in CI, where it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() =>
        Skip = PostgresPrograms.Find() is null && Environment.GetEnvironmentVariable("CI") != "true" ? "There is no PostgreSQL: run tests/tools/install-postgres.sh, or let PENUMBRA_POSTGRES name the folder of initdb and postgres." : null;
}
