namespace Penumbra.Rehearsal.Worlds;

/// <summary>Pods of a release that started together and are ready.</summary>
/// <param name="Started">When.</param>
/// <param name="Pods">How many.</param>
internal sealed record PodGroup(DateTimeOffset Started, int Pods);
