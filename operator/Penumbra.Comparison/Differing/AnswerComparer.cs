using System.Collections.Immutable;
using System.Text.Json;
using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;
using Penumbra.Core.ShadowDeployments.Verdicts;

namespace Penumbra.Comparison.Differing;

/// <summary>Compares two answers to the same request: status, headers, cookies, and the body by its type. Two answers of another class of status differ in that alone: what else differs follows from it.</summary>
internal sealed class AnswerComparer(CompareRules rules)
{
    /// <summary>JSON with more values than this on a side is compared as text: a value of two bytes takes some three hundred of them where lists are sorted.</summary>
    public const int MostValues = 100_000;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64 };

    private readonly FieldRules _rules = new(rules);

    /// <summary>Only where exactly one answer is larger than what is read: that much is sure.</summary>
    public static Found LargerThanRead(Answer live, Answer shadow) => One("body", DifferenceKind.Length, new Shape("bytes", live.IsTooLarge ? null : live.Body.Length, "bytes", shadow.IsTooLarge ? null : shadow.Body.Length, false));

    /// <summary>The shadow did not answer, and live did.</summary>
    public static Found Unreachable() => One("answer", DifferenceKind.Unreachable, default);

    public Found Compare(Answer live, Answer shadow)
    {
        var findings = new Findings();
        if (!_rules.Ignored.Contains(Difference.Status))
        {
            findings.Fields++;
            if (live.Status != shadow.Status)
            {
                var isOtherClass = live.Status / 100 != shadow.Status / 100;
                findings.Add(Difference.Status, isOtherClass ? DifferenceKind.Type : DifferenceKind.Value, new Shape("number", null, "number", null, false), _rules.Allowed.Contains(Difference.Status) ? ValuePair.Of(live.Status, shadow.Status) : null);
                if (isOtherClass) return findings.End();
            }
        }

        HeaderComparer.Compare(live.Headers, shadow.Headers, _rules, findings);
        HeaderComparer.CompareCookies(live.Cookies, shadow.Cookies, _rules, findings);
        if (!_rules.Ignored.Contains("body")) Bodies(live, shadow, findings);
        return findings.End();
    }

    private void Bodies(Answer live, Answer shadow, Findings findings)
    {
        findings.Fields++;
        if (live.Body.Length == 0 && shadow.Body.Length == 0) return;
        if (live.Body.Length == 0 || shadow.Body.Length == 0)
        {
            findings.Add("body", live.Body.Length == 0 ? DifferenceKind.Extra : DifferenceKind.Missing, Bytes(live, shadow));
            return;
        }

        if ((live.IsJson || shadow.IsJson) && !HasTooMany(live.Body) && !HasTooMany(shadow.Body))
        {
            using var left = Parse(live.Body);
            using var right = Parse(shadow.Body);
            if (left is null != right is null)
            {
                findings.Add("body", DifferenceKind.Type, Bytes(live, shadow));
                return;
            }

            if (left is not null && IsCompared(left, right!, findings)) return;
        }

        // Comparing the bytes says what their hashes would, and both are here.
        var isSame = live.IsText || live.IsJson ? NormalisedText.AreEqual(live.Body, shadow.Body) : live.Body.AsSpan().SequenceEqual(shadow.Body);
        if (!isSame) findings.Add("body", DifferenceKind.Value, Bytes(live, shadow));
    }

    private bool IsCompared(JsonDocument live, JsonDocument shadow, Findings findings)
    {
        var inside = new Findings();
        var root = FieldNode.Root(_rules, "body");
        try
        {
            new JsonComparer(inside).Compare(root, live.RootElement, shadow.RootElement);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: legal JSON, but no text.
            return false;
        }

        findings.Add(inside);
        findings.Fields += root.Leaves() - 1;
        return true;
    }

    // Counted without keeping anything. What is broken is told by parsing it.
    private static bool HasTooMany(byte[] body)
    {
        if (body.Length / 2 < MostValues) return false;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Json.MaxDepth });
        var values = 0;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject or JsonTokenType.PropertyName) && ++values > MostValues) return true;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Shape Bytes(Answer live, Answer shadow) => new(
        live.Body.Length == 0 ? null : "bytes", live.Body.Length, shadow.Body.Length == 0 ? null : "bytes", shadow.Body.Length, live.Body.AsSpan().Trim(" \t\r\n"u8).SequenceEqual(shadow.Body.AsSpan().Trim(" \t\r\n"u8)));

    private static Found One(string field, DifferenceKind kind, Shape shape)
    {
        var difference = new Difference(field, kind);
        return new([difference], 1, ImmutableDictionary<Difference, Shape>.Empty.Add(difference, shape), ImmutableDictionary<Difference, ValuePair>.Empty);
    }
}
