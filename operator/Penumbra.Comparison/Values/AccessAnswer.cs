namespace Penumbra.Comparison.Values;

/// <summary>What the API server says of a caller.</summary>
internal enum AccessAnswer
{
    /// <summary>He may read.</summary>
    Allowed,

    /// <summary>He may not.</summary>
    Forbidden,

    /// <summary>His token is none, or no longer.</summary>
    Unauthenticated,

    /// <summary>It says nothing that can be relied on: nobody may read.</summary>
    Unanswered,
}
