namespace Penumbra.Databases.Rds;

/// <summary>What came of a question to the cloud: a value, or a failure.</summary>
/// <param name="Value">The answer; null when it failed.</param>
/// <param name="Failure">Why not; null when there is an answer.</param>
/// <typeparam name="T">The answer.</typeparam>
public sealed record CloudResult<T>(T? Value, CloudFailure? Failure)
    where T : class
{
    /// <summary>An answer.</summary>
    public static implicit operator CloudResult<T>(T value) => new(value, null);

    /// <summary>None.</summary>
    public static implicit operator CloudResult<T>(CloudFailure failure) => new(null, failure);
}
