using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Penumbra.Fuzz.Contract;
using Penumbra.Fuzz.Documents;
using Penumbra.Fuzz.Mutations;
using Penumbra.Fuzz.Running;

namespace Penumbra.Fuzz.Commands;

/// <summary><c>penumbra-fuzz all</c>: every field × every mutator against the contract, pairs of them, and single ones while a resource is at work.</summary>
public static class AllCommand
{
    private const int Shown = 400;

    /// <summary>Makes the command.</summary>
    public static Command Make()
    {
        var pairs = new Option<int>("--pairs") { Description = "How many pairs of mutations; which ones is the same in each run.", DefaultValueFactory = _ => 200_000 };
        var running = new Option<string>("--running") { Description = "Mutations of what is at work, then reverted: all, none, or one of so many.", DefaultValueFactory = _ => "all" };
        var only = new Option<string>("--of") { Description = "Only resources whose path contains this, such as shadow.", DefaultValueFactory = _ => "" };
        var command = new Command("all", "Declare every nonsense.") { pairs, running, only };
        command.SetAction(parsed =>
        {
            var clock = Stopwatch.StartNew();
            var (total, tried, bugs) = (0, 0, 0);
            void Note(string what, Answer answer)
            {
                if (!answer.IsBug) return;
                if (++bugs <= Shown) Console.WriteLine($"{answer.Outcome}: {what}\n  {answer.Sentence}");
            }

            var definitions = Definition.All().Where(definition => definition.Path.Contains(parsed.GetValue(only)!, StringComparison.Ordinal)).ToDictionary(definition => definition, definition => definition.Mutations());
            var answers = new Dictionary<string, Outcome>(StringComparer.Ordinal);
            foreach (var (definition, singles) in definitions)
            {
                var check = new ContractCheck(Server.Make(), definition);
                foreach (var trouble in definition.Untried().Select(path => $"no document sets {path} of {definition.Path}").Concat(check.Unsound()))
                {
                    bugs++;
                    Console.WriteLine(trouble);
                }

                foreach (var mutation in singles)
                {
                    var answer = check.Ask([mutation]);
                    answers[mutation.Name] = answer.Outcome;
                    Note(mutation.ToString(), answer);
                }

                total += singles.Count;
                var counts = singles.GroupBy(mutation => answers[mutation.Name]).OrderBy(group => group.Key).Select(group => $"{group.Count():N0} {group.Key}");
                Say(clock, $"{singles.Count:N0} mutations of {definition.Documents.Keys.Sum(name => definition.Fields(name).Count)} fields at {definition.Path}: {string.Join(", ", counts)}");
            }

            // Two at once matter where each alone was let through, or told.
            foreach (var (definition, singles) in definitions)
            {
                var check = new ContractCheck(Server.Make(), definition);
                var known = singles.Where(mutation => answers[mutation.Name] is not Outcome.Refused).GroupBy(mutation => mutation.Document).Select(group => group.ToList()).ToList();
                foreach (var (first, second) in Pairs(known, (long)parsed.GetValue(pairs) * singles.Count / total))
                {
                    tried++;
                    Note($"{first} and {second}", check.Ask([first, second]));
                }
            }

            Say(clock, $"{tried:N0} pairs");
            var ran = 0;
            foreach (var (definition, singles) in definitions.Where(pair => pair.Key.Running is not null))
            {
                var runs = Part(singles.Where(mutation => RunningCheck.Runs(definition, mutation, answers[mutation.Name])), parsed.GetValue(running)!).ToList();
                RunningCheck.Run(definition, runs, answers, (mutation, answer) => Note($"while running: {mutation}", answer));
                ran += runs.Count;
                Say(clock, $"{runs.Count:N0} while running, and back, at {definition.Path}");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"fuzz-api: {total} mutations, {tried} pairs, {ran} while running and reverted, {bugs} accepted and ignored or worse, {clock.Elapsed.TotalSeconds:0} s"));
            return bugs == 0 ? 0 : 1;
        });
        return command;
    }

    private static IEnumerable<(Mutation First, Mutation Second)> Pairs(List<List<Mutation>> documents, long count)
    {
        var random = new Random(20261121);
        var total = documents.Sum(list => (long)list.Count);
        foreach (var list in documents)
        {
            for (var index = 0L; index < count * list.Count / total; index++)
            {
                var (first, second) = (list[random.Next(list.Count)], list[random.Next(list.Count)]);
                if (Apart(first, second)) yield return (first, second);
            }
        }
    }

    // Not in one another: the outer one would take the inner one away.
    private static bool Apart(Mutation first, Mutation second)
    {
        var (left, right) = (first.Field.Path.ToString(), second.Field.Path.ToString());
        return !left.StartsWith(right, StringComparison.Ordinal) && !right.StartsWith(left, StringComparison.Ordinal);
    }

    private static IEnumerable<Mutation> Part(IEnumerable<Mutation> all, string part) => part switch
    {
        "all" => all,
        "none" => [],
        _ when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var every) && every > 0 => all.Where((_, index) => index % every == 0),
        _ => throw new InvalidDataException($"{part} is none of all, none, or a number"),
    };

    private static void Say(Stopwatch clock, string what) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,7:0.0} s  {what}"));
}
