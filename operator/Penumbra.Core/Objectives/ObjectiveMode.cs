namespace Penumbra.Core.Objectives;

/// <summary>Whether an objective acts.</summary>
public enum ObjectiveMode
{
    /// <summary>Bad rolls back; Good is needed to advance.</summary>
    Enforce,

    /// <summary>Judged and shown, never acts.</summary>
    Observe,
}
