using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penumbra.Api.DarkLaunches;
using Penumbra.Core.Common;
using Penumbra.Fuzz.Documents;
using Penumbra.Fuzz.Mutations;
using Penumbra.Sandbox.ApiServer;
using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Fuzz.Contract;

/// <summary>
/// Asks the API server, as kubectl does (strict field validation, dry run), and then the operator's own reader. What both accept must mean something else than the document without the
/// mutation, or the same by one of <see cref="SameWords"/>.
/// </summary>
/// <param name="server">The API server.</param>
/// <param name="definition">The resource.</param>
public sealed class ContractCheck(SandboxApiServer server, Definition definition)
{
    private const string Path = "/apis/penumbra.dev/v1alpha1/namespaces/shop/darklaunches";
    private static readonly UserIdentity User = new("fuzzer", [UserIdentity.Masters, "system:authenticated"]);
    private readonly Dictionary<string, (JsonObject Stored, string Meaning, HashSet<string> Told)> _sound = new(StringComparer.Ordinal);

    /// <summary>What becomes of some mutations of one document.</summary>
    public Answer Ask(IReadOnlyList<Mutation> mutations)
    {
        ArgumentNullException.ThrowIfNull(mutations);
        var document = definition.Documents[mutations[0].Document];
        foreach (var mutation in mutations) document = mutation.Apply(document);
        try
        {
            var (stored, refusal) = Declare(document);
            if (stored is null) return new Answer(Outcome.Refused, refusal);
            return Judge(mutations, stored);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return new Answer(Outcome.Crashed, exception.ToString());
        }
    }

    private Answer Judge(IReadOnlyList<Mutation> mutations, JsonObject stored)
    {
        var sound = Sound(mutations[0].Document);
        var (meaning, problems) = Read(stored);
        var news = problems.Where(problem => !sound.Told.Contains(Said(problem))).ToList();
        if (news.Count > 0)
        {
            var sentence = string.Join("; ", news.Select(Said));
            return news.Exists(problem => mutations.Any(mutation => Concerns(problem.Path, mutation.Field.Path))) ? new Answer(Outcome.Told, sentence) : new Answer(Outcome.ToldElsewhere, sentence);
        }

        if (meaning != sound.Meaning || problems.Count < sound.Told.Count) return new Answer(Outcome.TakesEffect, "");
        if (JsonNode.DeepEquals(stored["spec"], sound.Stored["spec"])) return new Answer(Outcome.SameMeaning, "");

        // What is refused whatever stands in it is told already, and with it the step or objective that it is part of.
        if (mutations.All(mutation => problems.Any(problem => problem.Reason == Reason.NotYetSupported && (Concerns(problem.Path, mutation.Field.Path) || AreOneItem(problem.Path, mutation.Field.Path))))) return new Answer(Outcome.Told, "not supported yet");
        if (mutations.All(mutation => SameWords.Mean(mutation, sound.Stored, stored))) return new Answer(Outcome.SameMeaning, "");
        return new Answer(Outcome.Ignored, "accepted, and it means what it meant without");
    }

    private (JsonObject Stored, string Meaning, HashSet<string> Told) Sound(string document)
    {
        if (_sound.TryGetValue(document, out var known)) return known;
        var (stored, refusal) = Declare(definition.Documents[document]);
        if (stored is null) throw new InvalidDataException($"{document} itself is refused: {refusal}");
        var (meaning, problems) = Read(stored);
        return _sound[document] = (stored, meaning, [.. problems.Select(Said)]);
    }

    private (JsonObject? Stored, string Refusal) Declare(JsonObject document)
    {
        var request = new ApiRequest
        {
            Method = "POST", Path = Path, Query = "dryRun=All&fieldValidation=Strict&fieldManager=fuzzer", Body = Encoding.UTF8.GetBytes(document.ToJsonString()), Peer = User,
            Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" },
        };
        var response = server.HandleAsync(request, CancellationToken.None).GetAwaiter().GetResult();
        var body = JsonNode.Parse(response.Body.Span)!.AsObject();
        return response.Status switch
        {
            201 => (body, ""),
            >= 400 and < 500 => (null, body["message"]?.GetValue<string>() ?? ""),
            _ => throw new InvalidDataException($"the API server answered with {response.Status}"),
        };
    }

    private static (string Meaning, IReadOnlyList<Problem> Problems) Read(JsonObject stored)
    {
        var (fields, problem) = DarkLaunchReader.Parse(JsonSerializer.SerializeToUtf8Bytes(stored["spec"]));
        if (fields is null) return ("", [problem!]);
        var reading = DarkLaunchReader.Read(fields);
        return (Dump.Of(reading.Spec) + Dump.Of(fields.Traffic.GatewayApi) + (fields.Traffic.ReplicaShare is null ? "" : "by replicas"), reading.Problems);
    }

    private static string Said(Problem problem) => $"{problem.Path}: {problem.Message}";

    // The sentence must stand at the field, above it, below it, beside it, or at another item of its list: weights rise from one to the next.
    private static bool Concerns(string said, FieldPath path)
    {
        var field = path.ToString();
        return field.StartsWith(said, StringComparison.Ordinal) || said.StartsWith(field, StringComparison.Ordinal) || said.StartsWith(Parent(field), StringComparison.Ordinal) || said.StartsWith(List(field), StringComparison.Ordinal);
    }

    private static bool AreOneItem(string said, FieldPath path) =>
        path.ToString().IndexOf(']', StringComparison.Ordinal) is > 0 and var end && said.StartsWith(path.ToString()[..(end + 1)], StringComparison.Ordinal);

    private static string List(string field) => field.IndexOf('[', StringComparison.Ordinal) is > 0 and var at ? field[..at] : field;

    private static string Parent(string field) => field.LastIndexOfAny(['.', '[']) is > 0 and var at ? field[..at] : field;
}
