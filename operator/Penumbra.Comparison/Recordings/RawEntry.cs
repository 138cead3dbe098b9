namespace Penumbra.Comparison.Recordings;

/// <summary>The JSON of one request of a recording, not looked into yet.</summary>
/// <param name="Json">The JSON; null when there is none, or when it is too large.</param>
/// <param name="IsTooLarge">Whether it is larger than <see cref="Recording.MostEntry"/>.</param>
internal readonly record struct RawEntry(byte[]? Json, bool IsTooLarge = false);
