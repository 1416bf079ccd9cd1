using System.Text;
using GovStack.Conversations.Agencies;
using GovStack.Knowledge.Index;

namespace GovStack.Knowledge.Pages;

/// <summary>Splits a page into passages: at every heading, and long sections at their paragraphs.</summary>
internal static class PassageSplitter
{
    /// <summary>Where a section is longer, it becomes several passages: about 400 tokens each, so that six of them fit any prompt.</summary>
    public const int LongestPassage = 1_600;

    public static IReadOnlyList<IndexedPassage> Split(Page page)
    {
        var passages = new List<IndexedPassage>();
        var trail = new List<PageBlock>();   // The headings now open, outermost first.
        var text = new StringBuilder();
        foreach (var block in page.Blocks)
        {
            if (block.IsHeading)
            {
                Close();
                trail.RemoveAll(heading => heading.Level >= block.Level);
                trail.Add(block);
                continue;
            }

            foreach (var piece in Pieces(block.Text))
            {
                if (text.Length > 0 && text.Length + piece.Length > LongestPassage)
                    Close();
                text.Append(text.Length == 0 ? "" : "\n").Append(piece);
            }
        }

        Close();
        return passages;

        void Close()
        {
            if (text.Length > 0)
                passages.Add(Make(page, trail, text.ToString(), passages.Count));
            text.Clear();
        }
    }

    private static IndexedPassage Make(Page page, List<PageBlock> trail, string text, int position)
    {
        // A first heading that repeats the title is the page's opening.
        var headings = trail.Where(heading => !string.Equals(heading.Text, page.Title, StringComparison.OrdinalIgnoreCase)).ToList();
        var passage = new Passage(
            $"{page.Language}/{page.Slug}#{position}",
            page.Slug,
            page.Title,
            headings.Count == 0 ? "" : headings[^1].Text,
            page.Url,
            page.Language,
            page.Botlet,
            page.Updated,
            text,
            page.Suggests);
        return new(passage, [.. page.Keywords, .. headings.SkipLast(1).Select(heading => heading.Text)]) { Related = [.. page.Related.Select(related => related.Slug)] };
    }

    // A block longer than a passage is cut at its line breaks, then at sentences, then anywhere.
    private static IEnumerable<string> Pieces(string text)
    {
        while (text.Length > LongestPassage)
        {
            var window = text.AsSpan(0, LongestPassage);
            var cut = window.LastIndexOf('\n');
            if (cut < LongestPassage / 2)
                cut = window.LastIndexOf(". ") + 1;
            if (cut < LongestPassage / 2)
                cut = window.LastIndexOf(' ');
            if (cut <= 0)
                cut = LongestPassage;
            yield return text[..cut].Trim();
            text = text[cut..].Trim();
        }

        if (text.Length > 0)
            yield return text;
    }
}
