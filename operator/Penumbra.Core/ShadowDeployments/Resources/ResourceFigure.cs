namespace Penumbra.Core.ShadowDeployments.Resources;

/// <summary>What the shadow uses relative to live, for people.</summary>
/// <param name="Ratio">Shadow over live.</param>
/// <param name="Low">The lower end of its interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Points">How many points it rests on.</param>
public sealed record ResourceFigure(double Ratio, double Low, double High, int Points);
