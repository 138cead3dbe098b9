namespace Penumbra.Core.Objectives.Sequential;

/// <summary>Whose requests the candidate sees.</summary>
public enum Situation
{
    /// <summary>Nobody's: what stable does meanwhile is its own record.</summary>
    Dark,

    /// <summary>Chosen people's or copies: nothing that stable's may be compared with.</summary>
    Chosen,

    /// <summary>A random part of the users': stable sees the others at the same time.</summary>
    Weighted,

    /// <summary>Everybody's: stable sees none.</summary>
    All,
}
