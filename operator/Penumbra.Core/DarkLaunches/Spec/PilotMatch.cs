namespace Penumbra.Core.DarkLaunches.Spec;

/// <summary>One way to be a pilot.</summary>
/// <param name="Kind">By header or by cookie.</param>
/// <param name="Name">The header's or cookie's name.</param>
/// <param name="Value">The exact value, or the regular expression.</param>
/// <param name="IsRegex">Whether the value is a regular expression.</param>
public sealed record PilotMatch(PilotKind Kind, string Name, string Value, bool IsRegex);
