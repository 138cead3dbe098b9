namespace Penumbra.Core.ShadowDeployments.Spec;

/// <summary>Recorded requests that are replayed before live ones, or instead of them. What they are belongs to <see cref="ShadowSpec.Settings"/>.</summary>
/// <param name="Field">The field that names the recording, such as <c>spec.replay.secret</c>: what is wrong with it is told there.</param>
/// <param name="Recording">What it is, for people: <c>key monday.har of Secret recordings</c>.</param>
/// <param name="Rate">The most requests a second.</param>
public sealed record ReplaySpec(string Field, string Recording, int Rate);
