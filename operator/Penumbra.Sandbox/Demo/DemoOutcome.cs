namespace Penumbra.Sandbox.Demo;

/// <summary>What became of a release.</summary>
/// <param name="Act">The release.</param>
/// <param name="Actual">What became of it.</param>
/// <param name="Reason">The last decision's reason and evidence.</param>
public sealed record DemoOutcome(DemoAct Act, string Actual, string Reason)
{
    /// <summary>Whether it is what was expected.</summary>
    public bool AsExpected => Actual == Act.Expected;
}
