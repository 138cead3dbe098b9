namespace Penumbra.Sandbox.RefreshDemo;

/// <summary>One step of a run, as status tells it.</summary>
/// <param name="Step">Its name.</param>
/// <param name="State">Done, Waiting, Skipped or Failed.</param>
/// <param name="Took">How long it took; empty while it lasts.</param>
/// <param name="Usually">How long it usually takes; empty before the first good run.</param>
/// <param name="Progress">How far it is.</param>
/// <param name="ExpectedBy">When it is expected to be done.</param>
/// <param name="Note">Whether it is slower than usual.</param>
public sealed record RefreshRow(string Step, string State, string Took, string Usually, string Progress, string ExpectedBy, string Note);
