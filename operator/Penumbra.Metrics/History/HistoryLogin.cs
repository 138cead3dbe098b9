using System.Net.Security;
using Penumbra.Metrics.Prometheus;

namespace Penumbra.Metrics.History;

/// <summary>How a person logs in to a Prometheus server: the keys that the Secret of a MetricSource has, as files of a folder. Not a record: nothing may print it.</summary>
public sealed class HistoryLogin
{
    private static readonly string[] Keys = ["bearer", "username", "password", "ca.crt", "tls.crt", "tls.key"];

    private HistoryLogin(SourceLogin account) => Account = account;

    /// <summary>The certificates of both sides; null for the system's.</summary>
    public SslClientAuthenticationOptions? Tls => Account.Tls;

    internal SourceLogin Account { get; }

    /// <summary>Reads the files <c>bearer</c>, or <c>username</c> and <c>password</c>; <c>ca.crt</c>, <c>tls.crt</c> and <c>tls.key</c>. Null, with a sentence that repeats no value, when they make no login.</summary>
    public static HistoryLogin? Read(string folder, out string? problem)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var key in Keys.Where(key => File.Exists(Path.Combine(folder, key)))) values[key] = File.ReadAllText(Path.Combine(folder, key)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = "its files cannot be read";
            return null;
        }

        if (values.Count == 0)
        {
            problem = Directory.Exists(folder) ? $"it has none of the files {string.Join(", ", Keys)}" : "there is no such folder";
            return null;
        }

        return SourceLogin.Of(values, out problem) is { } account ? new HistoryLogin(account) : null;
    }
}
