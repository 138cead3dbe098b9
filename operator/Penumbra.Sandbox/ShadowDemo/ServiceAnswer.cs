namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>What a service answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON.</param>
/// <param name="Takes">How long the answer takes.</param>
public sealed record ServiceAnswer(int Status, ReadOnlyMemory<byte> Body, TimeSpan Takes);
