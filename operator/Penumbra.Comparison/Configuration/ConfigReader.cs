using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penumbra.Api.Json;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Configuration;

/// <summary>Reads the file of a comparison server, YAML or JSON. Every mistake is told at once, by field, with what would be right; unknown fields are mistakes.</summary>
/// <param name="readFile">Reads a file that the configuration names; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
public sealed partial class ConfigReader(Func<string, byte[]> readFile)
{
    private const int LeastSecret = 16;
    private const int MostAllowed = 64;
    private const string Field = "must be a path such as status, header.etag, cookie.session or body.items[].price";

    private readonly List<string> _problems = [];

    /// <summary>Reads a text.</summary>
    public ConfigReading Read(string text)
    {
        _problems.Clear();
        var (documents, error) = YamlTree.Read(text);
        if (error is not null) return new(null, [$"the file {error}"]);
        if (documents is not [JsonObject map]) return new(null, ["the file must hold one mapping with name, live, shadow and secretFile"]);
        var root = new ConfigNode(map, "", _problems);
        var name = root.Required("name", "name the shadow, such as orders-next");
        if (name is not null && !Name().IsMatch(name)) root.Wrong("name", $"is {name}; lower-case letters, digits, - and ., at most 253, such as orders-next");
        var (live, hostHeader) = Live(root.Child("live"));
        var shadow = Plain(root.Child("shadow"), "http://orders-next:8080");
        var requests = Requests(root.Child("requests"));
        var compare = root.Child("compare");
        var refusalsExpected = compare.Flag("refusalsExpected");
        var config = new ComparisonConfig
        {
            Name = name ?? "",
            Live = live,
            Shadow = shadow,
            HostHeader = hostHeader,
            Secret = Secret(root),
            Subject = root.Text("subject") ?? "",
            Since = Since(root),
            EvidenceFile = root.Text("evidenceFile"),
            Sample = root.Percent("sample", 0.0001, 100, "the percentage of live's requests that is copied, over 0 up to 100"),
            IsReplayAlone = root.Flag("replayAlone"),
            Listen = Listen(root.Child("listen")),
            Requests = requests,
            Compare = Compare(compare, requests.Strip),
            Access = Access(root.Child("access"), root.Has("access")),
            Verdict = Verdict(root.Child("verdict")) with { RefusalsExpected = refusalsExpected },
        };
        if (config.EvidenceFile is not null && !root.Has("since")) root.Wrong("evidenceFile", "needs since: evidence belongs to its beginning");
        if (root.Has("access") != config.Compare.Allowed.Count > 0)
            root.Wrong("access", root.Has("access") ? "is for compare.samples: Values; remove it" : "is missing; compare.samples: Values needs it: whose API server says who may read them, such as {namespace: shop}");
        root.End();
        return new(_problems.Count == 0 ? config : null, [.. _problems]);
    }

    private (Side Side, string? HostHeader) Live(ConfigNode node)
    {
        var side = ReadSide(node, "http://orders:8080");
        var host = node.Text("hostHeader");
        if (host is not (null or "FromRequest") && !Host().IsMatch(host)) node.Wrong("hostHeader", $"is {host}; FromRequest, or a host such as orders.shop or orders.shop:8080");
        node.End();
        return (side, host is "FromRequest" ? null : host);
    }

    private Side Plain(ConfigNode node, string example)
    {
        var side = ReadSide(node, example);
        node.End();
        return side;
    }

    private Side ReadSide(ConfigNode node, string example)
    {
        var text = node.Required("url", $"such as {example}");
        Uri? url = null;
        if (text is not null && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0))
            node.Wrong("url", $"must be http or https, host and port alone, such as {example}");
        var authorities = node.Text("caFile");
        var serverName = node.Text("serverName");
        if (url?.Scheme == "http" && (authorities ?? serverName) is not null) node.Wrong(authorities is null ? "serverName" : "caFile", "is for https; url is http");
        if (authorities is not null) Authorities(node, authorities);
        var isHttp2 = node.Flag("http2");
        if (isHttp2 && url?.Scheme == "https") node.Wrong("http2", "is for http (h2c); over https HTTP/1.1 is spoken");
        return new Side { Url = url ?? new Uri(example), AuthorityFile = authorities, ServerName = serverName, Http2 = isHttp2 };
    }

    private void Authorities(ConfigNode node, string file)
    {
        if (Bytes(node, "caFile", file) is { } pem && !Encoding.UTF8.GetString(pem).Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal)) node.Wrong("caFile", "must hold certificates in PEM");
    }

    private static DateTimeOffset? Since(ConfigNode root)
    {
        if (root.Text("since") is not { } text) return null;
        if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var since)) return since;
        root.Wrong("since", $"is {text}; a time such as 2026-11-21T09:00:00Z");
        return null;
    }

    private byte[] Secret(ConfigNode root)
    {
        if (root.Required("secretFile", "name a file with at least 16 random bytes, such as a mounted Secret: it is the key of the marks") is not { } file) return [];
        if (Bytes(root, "secretFile", file) is not { } bytes) return [];
        var key = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Trim());
        if (key.Length < LeastSecret) root.Wrong("secretFile", $"holds {key.Length} bytes; at least {LeastSecret} are needed, such as those of `openssl rand -hex 32`");
        return key;
    }

    private byte[]? Bytes(ConfigNode node, string field, string file)
    {
        try
        {
            return readFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            node.Wrong(field, $"{file} {(exception is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read")}");
            return null;
        }
    }

    private static ListenRules Listen(ConfigNode node)
    {
        var rules = new ListenRules();
        rules = rules with { Traffic = Address(node, "traffic") ?? rules.Traffic, TrafficHttp2 = Address(node, "trafficHttp2"), Report = Address(node, "report") ?? rules.Report };
        node.End();
        return rules;
    }

    private AccessRules? Access(ConfigNode node, bool isThere)
    {
        if (!isThere) return null;
        var ns = node.Required("namespace", "the namespace of the ShadowDeployment, such as shop");
        if (ns is not null && !Label().IsMatch(ns)) node.Wrong("namespace", $"is {ns}; the name of a namespace, such as shop");
        Uri? url = null;
        if (node.Text("url") is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out url) || url.Scheme != "https" || url.PathAndQuery != "/" || url.UserInfo.Length > 0 || url.Fragment.Length > 0))
            node.Wrong("url", "must be https, host and port alone, such as https://kubernetes.default.svc: callers' tokens are sent there");
        var authorities = node.Text("caFile");
        if (authorities is not null) Authorities(node, authorities);
        node.End();
        return new AccessRules { Namespace = ns ?? "", Url = url, AuthorityFile = authorities };
    }

    private static IPEndPoint? Address(ConfigNode node, string name)
    {
        if (node.Text(name) is not { } text) return null;
        if (IPEndPoint.TryParse(text, out var address) && text.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{address.Port}"), StringComparison.Ordinal)) return address;
        node.Wrong(name, $"is {text}; an address and a port, such as 0.0.0.0:8080");
        return null;
    }

    private static RequestRules Requests(ConfigNode node)
    {
        var rules = new RequestRules();
        var methods = node.Texts("methods") ?? rules.Methods;
        foreach (var method in methods.Where(method => !Method().IsMatch(method) || method == "CONNECT")) node.Wrong("methods", $"has {method}; methods in capitals, such as GET, and not CONNECT");
        if (methods.Count is 0 or > 16) node.Wrong("methods", "must have 1 to 16");
        if (!node.Flag("unsafeAcknowledged") && methods.Except(RequestRules.Safe).ToList() is { Count: > 0 } risky)
            node.Wrong("methods", $"has {string.Join(", ", risky)}, which would be carried out twice more; unsafeAcknowledged: true says that this is wanted");
        var templates = node.Texts("templates") ?? [];
        foreach (var template in templates.Where(template => !Template().IsMatch(template))) node.Wrong("templates", $"has {template}; paths without query, such as /orders/{{id}}");
        if (templates.Count > 200) node.Wrong("templates", $"has {templates.Count}; 200 at most, what is left over is {{other}}");
        var paths = node.Child("paths");
        var excluded = paths.Texts("exclude") ?? [];
        foreach (var path in excluded.Where(path => !path.StartsWith('/'))) paths.Wrong("exclude", $"has {path}; beginnings of paths, such as /orders/export");
        paths.End();
        var credentials = node.Text("credentials") ?? "Strip";
        var isForwarded = credentials == "Forward";
        if (credentials is not ("Strip" or "Forward")) node.Wrong("credentials", $"is {credentials}; Strip or Forward");
        if (!node.Flag("forwardAcknowledged") && isForwarded) node.Wrong("credentials", "is Forward: users' credentials would reach the shadow; forwardAcknowledged: true says that this is wanted");
        var strip = node.Texts("strip") ?? [];
        foreach (var header in strip.Where(header => !Token().IsMatch(header))) node.Wrong("strip", $"has {header}; names of headers, such as X-Internal-Token");
        rules = rules with
        {
            Methods = methods,
            Templates = templates,
            Excluded = excluded,
            ForwardCredentials = isForwarded,
            Strip = strip,
            MaxBody = Size(node, "maxBody") ?? rules.MaxBody,
            Timeout = node.Duration("timeout", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)) ?? rules.Timeout,
            MaxInFlight = (int?)node.Number("maxInFlight", 1, 10_000, "a whole number from 1 to 10000") ?? rules.MaxInFlight,
            MaxLiveRps = node.Number("maxLiveRps", 0.01, 10_000, "requests a second, from 0.01 to 10000") ?? rules.MaxLiveRps,
            MaxLiveShare = node.Percent("maxLiveShare", 0.01, 100, "percent of live's own requests, from 0.01 to 100, such as 5") ?? rules.MaxLiveShare,
        };
        if ((long)rules.MaxBody * rules.MaxInFlight > RequestRules.MostTogether)
            node.Wrong("maxInFlight", string.Create(CultureInfo.InvariantCulture, $"is {rules.MaxInFlight}: bodies of maxBody ({rules.MaxBody} bytes) each would be more than 1Gi together; {RequestRules.MostTogether / rules.MaxBody} at most, or a smaller maxBody"));
        node.End();
        return rules;
    }

    private static int? Size(ConfigNode node, string name)
    {
        if (node.Text(name) is not { } text) return null;
        var (digits, unit) = text switch { [.., 'K', 'i'] => (text[..^2], 1024L), [.., 'M', 'i'] => (text[..^2], 1024L * 1024), _ => (text, 1L) };
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number * unit is > 0 and <= 64L * 1024 * 1024) return (int)(number * unit);
        node.Wrong(name, $"is {text}; bytes up to 64Mi, such as 65536, 512Ki or 1Mi");
        return null;
    }

    private static CompareRules Compare(ConfigNode node, IReadOnlyList<string> strip)
    {
        var noise = node.Child("noise");
        var share = noise.Percent("share", 0, 100, "percent from 0 to 100, such as \"10\"") ?? 0.1;
        noise.End();
        var ignored = node.Children("ignore").Select(Ignored).OfType<string>().ToList();
        var tolerated = node.Children("tolerate").Select(Tolerated).ToList();
        var orderless = node.Texts("orderless") ?? [];
        foreach (var field in orderless.Where(field => !Body().IsMatch(field))) node.Wrong("orderless", $"has {field}; it {Field}, in the body");
        foreach (var field in orderless.Where(field => Body().IsMatch(field) && AllowedField.Hidden(field) is not null)) node.Wrong("orderless", $"has {field}, which {AllowedField.Hidden(field)}");
        var allowed = Allowed(node, strip);
        if (node.Text("mode") is { } mode and not "Responses") node.Wrong("mode", $"is {mode}; this server compares Responses");
        node.End();
        return new CompareRules { NoiseShare = share, Ignored = ignored, Tolerated = tolerated, Orderless = orderless, Allowed = allowed };
    }

    private static IReadOnlyList<string> Allowed(ConfigNode node, IReadOnlyList<string> strip)
    {
        var samples = node.Text("samples") ?? "Shapes";
        if (samples is not ("Shapes" or "Values")) node.Wrong("samples", $"is {samples}; Shapes or Values");
        var isKept = samples == "Values";
        if (node.Has("values") && !isKept) node.Wrong("values", "is for samples: Values");
        var values = node.Child("values");
        var allowed = values.Texts("allow") ?? [];
        values.End();
        if (!isKept) return [];
        if (allowed.Count is 0 or > MostAllowed) values.Wrong("allow", $"must name 1 to {MostAllowed} fields whose values may be read, such as [\"body.currency\"]");
        foreach (var (field, problem) in allowed.Select(field => (field, AllowedField.Problem(field, strip))).Where(told => told.Item2 is not null)) values.Wrong("allow", $"has {field}, which {problem}");
        return allowed;
    }

    private static string? Ignored(ConfigNode node)
    {
        var (field, header) = (node.Text("field"), node.Text("header"));
        node.End();

        // Names of headers know no case; those of fields and cookies do.
        var path = (field, header) switch
        {
            (null, { } name) when Token().IsMatch(name) => $"header.{name.ToLowerInvariant()}",
            ({ } named, null) when Path().IsMatch(named) => named.StartsWith("header.", StringComparison.Ordinal) ? named.ToLowerInvariant() : named,
            _ => null,
        };
        var hidden = path is null ? null : AllowedField.Hidden(path);
        if (path is not null && hidden is null) return path;
        if (header is null) node.Wrong("field", hidden is null ? Field : $"is {field}, which {hidden}");
        else node.Wrong("header", hidden is null ? "must be the name of one header, without a field beside it" : $"is {header}, which {hidden}");
        return null;
    }

    private static Tolerance Tolerated(ConfigNode node)
    {
        var field = node.Required("field", $"it {Field}") ?? "";
        if (field.Length > 0 && !Body().IsMatch(field)) node.Wrong("field", $"is {field}; it {Field}, in the body");
        else if (AllowedField.Hidden(field) is { } hidden) node.Wrong("field", $"is {field}, which {hidden}");
        var relative = node.Number("relative", 0, 1, "a share from 0 to 1, such as \"0.0001\"");
        var absolute = node.Number("absolute", 0, 1e15, "a distance, such as \"0.01\"");
        if (!node.Has("relative") && !node.Has("absolute")) node.Wrong("relative", "or absolute is missing; such as relative: \"0.0001\"");
        node.End();
        return new Tolerance(field, relative, absolute);
    }

    private static VerdictRules Verdict(ConfigNode node)
    {
        var rules = new VerdictRules();
        rules = rules with
        {
            Over = node.Duration("over", TimeSpan.FromMinutes(1), TimeSpan.FromDays(90)) ?? rules.Over,
            MinComparisons = (long?)node.Number("minComparisons", 1, 1e9, "a whole number from 1 to 1000000000") ?? rules.MinComparisons,
            MaxMismatch = node.Percent("maxMismatch", 0.001, 10, "percent from 0.001% to 10%, such as \"0.1%\"") ?? rules.MaxMismatch,
            Confidence = node.Percent("confidence", 50, 99.99, "percent from 50% to 99.99%, such as \"95%\"") ?? rules.Confidence,
            LatencyNoMoreThan = node.Percent("latencyNoMoreThan", 100, 1000, "percent of live's, from 100% to 1000%, such as \"110%\"") ?? rules.LatencyNoMoreThan,
            PerEndpoint = !node.Has("perEndpoint") || node.Flag("perEndpoint"),
        };
        _ = node.Flag("perEndpoint");
        if (node.Has("minComparisons") && rules.MinComparisons < rules.LeastOfEndpoint) node.Wrong("minComparisons", $"is {rules.MinComparisons}; at least 3/maxMismatch, which is {rules.LeastOfEndpoint}");
        else if (rules.MinComparisons < rules.LeastOfEndpoint) rules = rules with { MinComparisons = rules.LeastOfEndpoint };
        node.End();
        return rules;
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[A-Za-z0-9.\-\[\]:]{1,255}\z")]
    private static partial Regex Host();

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?(Z|[+-]\d\d:\d\d)\z")]
    private static partial Regex Instant();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[A-Z]{1,20}\z")]
    private static partial Regex Method();

    [GeneratedRegex(@"\A(/[^/?#\s{}]*|/\{[A-Za-z0-9_-]{1,40}\})+\z")]
    private static partial Regex Template();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"\Abody(\.|\[\]|\z).*\z")]
    private static partial Regex Body();

    [GeneratedRegex(@"\A(status|header\..+|cookie\..+|body(\.|\[\]|\z).*)\z")]
    private static partial Regex Path();
}
