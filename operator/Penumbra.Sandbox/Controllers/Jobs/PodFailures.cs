using System.Text.Json.Nodes;
using Penumbra.Sandbox.Controllers.Common;

namespace Penumbra.Sandbox.Controllers.Jobs;

/// <summary>A Job's pod failure policy, as far as exit codes go: the first rule that matches decides.</summary>
internal static class PodFailures
{
    /// <summary>Whether this failed pod fails the whole Job at once.</summary>
    public static bool FailsJob(JsonObject job, JsonObject pod)
        => job.Items("spec", "podFailurePolicy", "rules").FirstOrDefault(rule => Matches(rule, pod)).Text("action") == "FailJob";

    private static bool Matches(JsonObject rule, JsonObject pod)
    {
        if (rule.Map("onExitCodes") is not { } codes)
            return false;
        var values = codes.At("values") is JsonArray list ? list.Select(value => value!.GetValue<long>()).ToList() : [];
        var isIn = codes.Text("operator") != "NotIn";
        return pod.Items("status", "initContainerStatuses").Concat(pod.Items("status", "containerStatuses"))
            .Where(container => codes.Text("containerName") is not { } name || container.Text("name") == name)
            .Select(container => container.Number("state", "terminated", "exitCode"))
            .Any(code => code is { } exit and not 0 && values.Contains(exit) == isIn);
    }
}
