namespace Penumbra.Harm.Rules;

/// <summary>How one launch went.</summary>
/// <param name="BlamedAt">When the release was rolled back, in seconds; null when it never was.</param>
/// <param name="Seconds">How long the launch took.</param>
/// <param name="Harmed">Users whose request failed from the fault on, up to the rollback or the end of the launch.</param>
/// <param name="Held">Whether the launch waited longer than its schedule says.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct Outcome(double? BlamedAt, double Seconds, double Harmed, bool Held = false);
