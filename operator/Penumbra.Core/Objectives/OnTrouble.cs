namespace Penumbra.Core.Objectives;

/// <summary>What a Bad or lastingly Unknown objective leads to.</summary>
public enum OnTrouble
{
    /// <summary>Back to stable.</summary>
    Rollback,

    /// <summary>The shares stay until a person acts.</summary>
    Pause,
}
