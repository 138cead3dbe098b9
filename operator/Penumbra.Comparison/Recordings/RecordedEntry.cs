namespace Penumbra.Comparison.Recordings;

/// <summary>An entry of a recording: a request, or what is wrong with it. Of a wrong entry nothing but its number is told to anybody.</summary>
/// <param name="Position">Its number, from 1.</param>
/// <param name="Request">The request; null when it cannot be read.</param>
/// <param name="Problem">What is wrong with it, without any of its contents; empty for a request.</param>
/// <param name="IsTooLarge">Whether it is wrong because it is larger than any entry may be.</param>
public sealed record RecordedEntry(long Position, RecordedRequest? Request, string Problem, bool IsTooLarge);
