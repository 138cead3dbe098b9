namespace Penumbra.Core.ShadowDeployments.Status;

/// <summary>What an objective counted at live while next to nothing was asked of it but what users ask.</summary>
/// <param name="Objective">The objective.</param>
/// <param name="Total">All events.</param>
/// <param name="Bad">Bad or surely slow ones.</param>
public sealed record LiveEvents(string Objective, long Total, long Bad);
