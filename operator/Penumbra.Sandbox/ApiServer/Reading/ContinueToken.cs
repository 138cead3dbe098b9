using System.Text;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.ApiServer.Json;

namespace Penumbra.Sandbox.ApiServer.Reading;

/// <summary>Where a list goes on: the version of its first page, and the last key of the page before.</summary>
internal sealed record ContinueToken(long Version, string After)
{
    public static ContinueToken? Parse(string text)
    {
        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/');
            var bytes = Convert.FromBase64String(padded.PadRight((padded.Length + 3) / 4 * 4, '='));
            var token = JsonText.Parse(bytes, out _) as JsonObject;
            return token.Int("rv") is { } version && token.Str("start") is { } after ? new ContinueToken(version, after) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public override string ToString()
    {
        var json = new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = Version, ["start"] = After }.ToJsonString();
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
