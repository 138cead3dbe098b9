using System.Collections.Immutable;

namespace Penumbra.Core.DarkLaunches.Status;

/// <summary>One of the two releases.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Attempt">Which attempt; 0 for stable.</param>
/// <param name="Replicas">How many pods it asks for.</param>
/// <param name="Ready">How many are ready.</param>
/// <param name="Images">Its images.</param>
public sealed record ReleaseStatus(string Revision, int Attempt, int Replicas, int Ready, ImmutableList<string> Images);
