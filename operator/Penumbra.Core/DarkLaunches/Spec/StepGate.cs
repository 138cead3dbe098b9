namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>Who lets a launch go on after a step.</summary>
public enum StepGate
{
    /// <summary>Time and objectives.</summary>
    Automatic,

    /// <summary>Time, objectives, and the approve annotation.</summary>
    Manual,
}
