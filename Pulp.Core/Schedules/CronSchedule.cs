using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NCrontab;

namespace Pulp.Schedules;

/// <summary>
/// Represents points in time given by five cron fields: minute, hour, day of the month, month, day of the week (0 to 6, from Sunday), in UTC.
/// </summary>
/// <remarks>Lists, ranges, steps and English names of months and days are understood. As in cron, when both day fields are restricted, a day needs to fit only one of them.</remarks>
public sealed class CronSchedule
{
    // The longest pause of a schedule that comes at all: 29 February around a century that is no leap year.
    private const int LongestPauseYears = 9;
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private readonly IReadOnlyList<CrontabSchedule> parts;

    private CronSchedule(string text, IReadOnlyList<CrontabSchedule> parts)
    {
        Text = text;
        this.parts = parts;
    }

    /// <summary>Gets the five fields, separated by single spaces.</summary>
    public string Text { get; }

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">The five fields.</param>
    /// <param name="schedule">The schedule, when it is well-formed and comes at all.</param>
    /// <param name="error">What is wrong, otherwise.</param>
    /// <returns>Whether the text is a schedule.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        var fields = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5)
        {
            error = $"A schedule has five fields (minute, hour, day of the month, month, day of the week), for example '0 3 * * *'; '{Shorten(text)}' has {fields.Length}.";
            return false;
        }

        error = fields.Select(FindError).FirstOrDefault(found => found is not null);
        if (error is not null)
            return false;
        var read = new List<CrontabSchedule>();
        foreach (var part in Split(fields))
        {
            try
            {
                read.Add(CrontabSchedule.Parse(part));
            }
            catch (CrontabException exception)
            {
                error = exception.Message;
                return false;
            }
        }

        schedule = new CronSchedule(string.Join(' ', fields), read);
        if (schedule.Next(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)) is not null)
            return true;
        error = $"The schedule '{schedule.Text}' never comes: no month it names has such a day.";
        schedule = null;
        return false;
    }

    /// <summary>Gets the next point in time.</summary>
    /// <param name="after">The time after which it lies.</param>
    /// <returns>The point (UTC), or null at the end of the calendar.</returns>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after.Year > DateTime.MaxValue.Year - LongestPauseYears)
            return null;
        var from = after.UtcDateTime;
        var end = from.AddYears(LongestPauseYears);
        var next = parts.Min(part => part.GetNextOccurrence(from, end));
        return next < end ? new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc)) : null;
    }

    /// <summary>Gets the five fields.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Text;

    private static IEnumerable<string> Split(string[] fields)
    {
        if (fields[DayOfMonth].StartsWith('*') || fields[DayOfWeek].StartsWith('*'))
            return [string.Join(' ', fields)];
        return [$"{fields[0]} {fields[1]} {fields[2]} {fields[3]} *", $"{fields[0]} {fields[1]} * {fields[3]} {fields[4]}"];
    }

    /// <summary>Finds what the parser would take and mean something else by: steps of zero, ranges that run backwards, endless numbers.</summary>
    private static string? FindError(string field, int position)
    {
        foreach (var part in field.Split(','))
        {
            var step = part.Split('/', 2);
            if (step.Length == 2 && !(int.TryParse(step[1], NumberStyles.None, CultureInfo.InvariantCulture, out var by) && by is > 0 and < 60))
                return $"The step in '{Shorten(part)}' is not a number from 1 to 59.";
            var range = step[0].Split('-', 2);
            if (range.Any(end => end.Length > 9))
                return $"'{Shorten(part)}' is not a value of a schedule.";
            if (range.Length == 2 && ValueOf(range[0], position) > ValueOf(range[1], position))
                return $"The range '{part}' runs backwards; write it as two parts joined by a comma.";
        }

        return null;
    }

    private static int? ValueOf(string text, int position)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return value;
        var names = position == DayOfWeek ? Days : Months;
        var index = Array.FindIndex(names, name => text.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : position == DayOfWeek ? index : index + 1;
    }

    private static string Shorten(string? text) => text is { Length: > 60 } ? text[..60] + "…" : text ?? "";
}
