using System.Text.Json.Nodes;
using Penumbra.Core.Common;
using Penumbra.Kubernetes.Client;
using Penumbra.Traffic.Patching;

namespace Penumbra.Traffic.Mirroring;

/// <summary>
/// Reads the answer to a dry run of a router's write. A definition that does not know the field of the share drops it without a word, and a mirror without a share
/// copies every request.
/// </summary>
public static class MirrorRehearsal
{
    private static readonly string[] Shares = ["percent", "fraction", "percentage"];

    /// <summary>What the API server would drop of the write, as a problem; null when it would store all of it.</summary>
    /// <param name="write">The write, as a router planned it.</param>
    /// <param name="answer">The object as the server would store it.</param>
    public static Problem? Problem(ObjectWrite write, JsonObject answer)
    {
        var dropped = PrunedFields.Of(write, answer);
        if (dropped.Count == 0) return null;
        var field = dropped.FirstOrDefault(IsShare) ?? dropped[0];
        var newer = write.Kind == ResourceKinds.HttpRoute ? "Gateway API v1.3 or later" : "a release of its project that knows the field";
        return new Problem(Reason.MirroringUnsupported, "",
            $"the installed {write.Kind.Kind} drops {Short(field)}: {(IsShare(field) ? "everything" : "nothing")} would be copied; install {newer}");
    }

    private static bool IsShare(string path) => path.Split('/').Any(Shares.Contains);

    // requestMirror.percent rather than rules/*/filters/*/requestMirror/percent.
    private static string Short(string path) => string.Join('.', path.Split('/').Reverse().TakeWhile(segment => segment != "*").Reverse());
}
