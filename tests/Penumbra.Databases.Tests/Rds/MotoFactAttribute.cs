namespace Penumbra.Databases.Tests.Rds;

/// <summary>A test that needs moto; skipped, with a word, where it is missing, and failed in CI by the fixture.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MotoFactAttribute : FactAttribute
{
    public const string Missing = "There is no moto: run tests/tools/install-moto.sh, or let PENUMBRA_MOTO name a folder for PYTHONPATH.";

    public MotoFactAttribute() => Skip = MotoServer.Folder() is null && Environment.GetEnvironmentVariable("CI") != "true" ? Missing : null;
}
