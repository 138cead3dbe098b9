namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>What condition Ready means.</summary>
public enum Readiness
{
    /// <summary>The template's revision serves everybody.</summary>
    Promoted,

    /// <summary>Users are served at all.</summary>
    Serving,
}
