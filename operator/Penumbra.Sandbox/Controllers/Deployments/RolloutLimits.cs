using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Deployments;

/// <summary>How far a rolling update may go beyond and below the wanted number of pods.</summary>
/// <param name="Surge">How many pods more than wanted.</param>
/// <param name="Unavailable">How many fewer than wanted.</param>
internal sealed record RolloutLimits(int Surge, int Unavailable)
{
    /// <summary>
    /// Resolves numbers and percentages (25% by default): surge is rounded up, unavailable down, and both zero means one unavailable.
    /// </summary>
    public static RolloutLimits Of(JsonObject deployment)
    {
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
            return new RolloutLimits(0, 0);
        var wanted = deployment.Count(1, "spec", "replicas");
        var surge = Resolve(deployment.At("spec", "strategy", "rollingUpdate", "maxSurge"), wanted, up: true);
        var unavailable = Resolve(deployment.At("spec", "strategy", "rollingUpdate", "maxUnavailable"), wanted, up: false);
        if (surge == 0 && unavailable == 0)
            unavailable = 1;
        return new RolloutLimits(surge, Math.Min(unavailable, wanted));
    }

    private static int Resolve(JsonNode? value, int wanted, bool up)
    {
        if (value?.GetValueKind() == JsonValueKind.Number)
            return (int)(value.Number() ?? 0);
        var text = value.Text() ?? "25%";
        if (!text.EndsWith('%') || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            return 0;
        var pods = (long)wanted * percent;
        return (int)(up ? (pods + 99) / 100 : pods / 100);
    }
}
