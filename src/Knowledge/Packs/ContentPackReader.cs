using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Pages;

namespace GovStack.Knowledge.Packs;

/// <summary>Reads and checks content packs. A pack is whole or refused: every fault is named, and nothing of a faulty pack is used.</summary>
public sealed class ContentPackReader(TimeProvider clock)
{
    /// <summary>Reads a pack. Takes some hundred milliseconds for a thousand pages.</summary>
    /// <param name="folder">The folder that holds agency.yaml.</param>
    /// <returns>The pack, or all of its faults.</returns>
    public ContentPackResult Read(string folder)
    {
        var faults = new PackFaults();
        if (!Directory.Exists(folder))
        {
            faults.Add(AgencyFile.Name, 1, "the pack's folder does not exist");
            return new(null, faults.Sorted());
        }

        var files = PackFiles.Read(folder, faults);
        var context = new PackContext(faults, clock);
        var agency = AgencyFile.Read(files.Texts.GetValueOrDefault(AgencyFile.Name), context);
        if (agency is null || context.Languages.Count == 0)
            return new(null, faults.Sorted());   // Without languages and botlets every other file would be one false fault.

        CheckPlaces(files, context);
        var pages = ReadPages(files, context);
        var slugs = pages.Select(page => page.Slug).ToHashSet();
        agency = agency with
        {
            Version = files.Version,
            Questions = ReadQuestions(files, context),
            CrisisExamples = [.. OfKind(files, "crises", context).SelectMany(
                file => CrisesFile.Read(file.Path, file.Language, file.Text, agency.Emergency.Crises, context))],
            ApprovedAnswers = [.. OfKind(files, "answers", context).SelectMany(
                file => AnswersFile.Read(file.Path, file.Language, file.Text, slugs, context))],
            Texts = TextsFile.Join(
                OfKind(files, "texts", context).ToDictionary(
                    file => file.Language, file => TextsFile.Read(file.Path, file.Language, file.Text, context)), context),
        };
        return faults.Any
            ? new(null, faults.Sorted())
            : new(new ContentPack(folder, agency, [.. pages.SelectMany(PassageSplitter.Split)]), []);
    }

    private static List<Page> ReadPages(PackFiles files, PackContext context)
    {
        var pages = new List<Page>();
        foreach (var (path, text) in files.Texts.Where(file => PagePath.IsPage(file.Key)))
        {
            var page = Path.GetExtension(path) switch
            {
                ".md" => MarkdownPage.Read(path, text, context),
                ".html" => HtmlPage.Read(path, text, context),
                _ => null,
            };
            if (page is not null)
                pages.Add(page);
        }

        CheckPages(pages, context);
        return [.. pages.OrderBy(page => page.Language, StringComparer.Ordinal).ThenBy(page => page.Slug, StringComparer.Ordinal)];
    }

    private static void CheckPages(List<Page> pages, PackContext context)
    {
        foreach (var twins in pages.GroupBy(page => (page.Language, page.Slug)).Where(group => group.Count() > 1))
        {
            foreach (var again in twins.Skip(1))
                context.Faults.Add(again.File, 1, $"duplicate slug '{again.Slug}' in the language '{again.Language}', also {twins.First().File}");
        }

        var slugs = pages.Select(page => page.Slug).ToHashSet();
        foreach (var page in pages)
        {
            foreach (var (slug, line) in page.Related.Where(related => related.Slug.Length > 0 && !slugs.Contains(related.Slug)))
                context.Faults.Add(page.File, line, $"unknown related page '{slug}'");
        }

        foreach (var (file, line, slug) in context.NamedPages.Where(named => named.Slug.Length > 0 && !slugs.Contains(named.Slug)))
            context.Faults.Add(file, line, $"unknown page '{slug}'");
        foreach (var botlet in context.Botlets.Where(botlet => pages.All(page => page.Botlet != botlet)))
            context.Faults.Add(AgencyFile.Name, 1, $"the botlet '{botlet}' has no page");
    }

    private static IReadOnlyList<ExampleQuestion> ReadQuestions(PackFiles files, PackContext context)
    {
        var found = OfKind(files, "questions", context).ToList();
        foreach (var language in context.Languages.Where(language => found.All(file => file.Language != language)))
            context.Faults.Add($"questions/{language}.yaml", 1, "the file is missing");
        return [.. found.SelectMany(file => QuestionsFile.Read(file.Path, file.Language, file.Text, context))];
    }

    /// <summary>Finds the files named after a language in one folder.</summary>
    private static IEnumerable<(string Path, string Language, string Text)> OfKind(PackFiles files, string kind, PackContext context)
        => files.Texts
            .Where(file => file.Key.StartsWith(kind + "/", StringComparison.Ordinal) && file.Key.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(file => (file.Key, Language: file.Key[(kind.Length + 1)..^".yaml".Length], file.Value))
            .Where(file => context.Languages.Contains(file.Language));

    // A file in the wrong place would be silently unread; its author believes people can find it.
    private static void CheckPlaces(PackFiles files, PackContext context)
    {
        foreach (var path in files.Texts.Keys)
        {
            var (folder, extension) = (path.Split('/')[0], Path.GetExtension(path));
            switch (folder)
            {
                case "pages" when extension is not (".md" or ".html"):
                    context.Faults.Add(path, 1, "a page ends in .md or .html");
                    break;
                case "questions" or "crises" or "answers" or "texts"
                    when path.Split('/').Length != 2 || extension != ".yaml" || !context.Languages.Contains(Path.GetFileNameWithoutExtension(path)):
                    context.Faults.Add(path, 1, $"expected {folder}/<language>.yaml for one of the agency's languages ({string.Join(", ", context.Languages)})");
                    break;
                case "pages" or "questions" or "crises" or "answers" or "texts" or AgencyFile.Name:
                    break;
                default:
                    if (path.Contains('/') || !IsReadMe(path))
                        context.Faults.Add(path, 1, "nothing reads this file; a pack holds agency.yaml, pages, questions, crises, answers and texts");
                    break;
            }
        }
    }

    private static bool IsReadMe(string path)
        => Path.GetFileNameWithoutExtension(path).ToUpperInvariant() is "README" or "LICENSE" or "NOTICE" or "SOURCES";
}
