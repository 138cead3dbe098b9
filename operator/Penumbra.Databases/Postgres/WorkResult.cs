namespace Penumbra.Databases.Postgres;

/// <summary>What came of an act: a value, or a failure.</summary>
/// <param name="Value">What was done; null when it failed.</param>
/// <param name="Failure">Why not; null when it was done.</param>
/// <typeparam name="T">The report.</typeparam>
public sealed record WorkResult<T>(T? Value, WorkFailure? Failure)
    where T : class
{
    /// <summary>It was done.</summary>
    public static implicit operator WorkResult<T>(T value) => new(value, null);

    /// <summary>It was not.</summary>
    public static implicit operator WorkResult<T>(WorkFailure failure) => new(null, failure);
}
