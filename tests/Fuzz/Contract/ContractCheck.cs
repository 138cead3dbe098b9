using System.Text;
using System.Text.Json.Nodes;
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
    private static readonly UserIdentity User = new("fuzzer", [UserIdentity.Masters, "system:authenticated"]);
    private readonly Dictionary<string, (JsonObject Stored, string Meaning, HashSet<string> Told)> _sound = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the documents as they are; they must be accepted.</summary>
    public IEnumerable<string> Unsound()
    {
        foreach (var (name, document) in definition.Documents)
        {
            if (Declare(document) is (null, var refusal)) yield return $"{name} itself is refused: {refusal}";
        }
    }

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
        var (meaning, problems) = definition.Meaning.Read(stored);
        var news = problems.Where(problem => !sound.Told.Contains(Said(problem))).ToList();
        if (news.Count > 0)
        {
            var sentence = string.Join("; ", news.Select(Said));
            return news.Exists(problem => mutations.Any(mutation => Concerns(problem.Path, mutation.Field.Path) || problem.Message.Contains(mutation.Field.Path.Declared, StringComparison.Ordinal))) ? new Answer(Outcome.Told, sentence) : new Answer(Outcome.ToldElsewhere, sentence);
        }

        if (meaning != sound.Meaning || problems.Count < sound.Told.Count) return new Answer(Outcome.TakesEffect, "");
        if (JsonNode.DeepEquals(stored["spec"], sound.Stored["spec"])) return new Answer(Outcome.SameMeaning, "");

        // What is refused whatever stands in it is told already, and with it the step or objective that it is part of, or all of it where nothing can be made of the rest.
        bool IsTold(Mutation mutation) => problems.Any(problem => problem.Reason == Reason.NotYetSupported && (meaning == Dump.Of(null) || Concerns(problem.Path, mutation.Field.Path) || AreOneItem(problem.Path, mutation.Field.Path)));
        bool IsSame(Mutation mutation) => SameWords.Mean(mutation, sound.Stored, stored);
        if (mutations.All(mutation => IsTold(mutation) || IsSame(mutation))) return new Answer(mutations.Any(IsTold) ? Outcome.Told : Outcome.SameMeaning, "");
        return new Answer(Outcome.Ignored, "accepted, and it means what it meant without");
    }

    private (JsonObject Stored, string Meaning, HashSet<string> Told) Sound(string document)
    {
        if (_sound.TryGetValue(document, out var known)) return known;
        var (stored, refusal) = Declare(definition.Documents[document]);
        if (stored is null) throw new InvalidDataException(refusal);
        var (meaning, problems) = definition.Meaning.Read(stored);
        return _sound[document] = (stored, meaning, [.. problems.Select(Said)]);
    }

    private (JsonObject? Stored, string Refusal) Declare(JsonObject document)
    {
        var request = new ApiRequest
        {
            Method = "POST", Path = definition.Path, Query = "dryRun=All&fieldValidation=Strict&fieldManager=fuzzer", Body = Encoding.UTF8.GetBytes(document.ToJsonString()), Peer = User,
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
