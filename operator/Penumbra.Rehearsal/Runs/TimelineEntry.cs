namespace Penumbra.Rehearsal.Runs;

/// <summary>Something that happened in a run.</summary>
/// <param name="At">When, from the begin of the first step.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Subject">The objective, where it is a verdict; else empty.</param>
/// <param name="Text">What, for people.</param>
public sealed record TimelineEntry(TimeSpan At, TimelineKind Kind, string Subject, string Text);
