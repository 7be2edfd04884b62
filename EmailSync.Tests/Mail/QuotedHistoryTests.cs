using EmailSync.Core.Mail;

namespace EmailSync.Tests.Mail;

[TestClass]
public sealed class QuotedHistoryTests
{
    [TestMethod]
    [DataRow("On Mon, Mar 2, 2026 at 6:26 PM, Bo <bo@y.example> wrote:")]
    [DataRow("On Mon, Mar 2, 2026 at 6:26 PM, Bo\n<bo@y.example> wrote:")]
    [DataRow("Am 02.03.26 um 18:26 schrieb Bo:")]
    [DataRow("Am Montag, 2. März 2026 um 18:26 schrieb Bo <\nbo@y.example>:")]
    [DataRow("Le lun. 2 mars 2026 à 18:26, Bo <bo@y.example> a écrit :")]
    [DataRow("El lun, 2 mar 2026 a las 18:26, Bo (<bo@y.example>) escribió:")]
    [DataRow("Il giorno lun 2 mar 2026 alle ore 18:26 Bo ha scritto:")]
    [DataRow("Em seg., 2 de mar. de 2026 às 18:26, Bo escreveu:")]
    [DataRow("Op ma 2 mrt 2026 om 18:26 schreef Bo:")]
    [DataRow("Den mån 2 mars 2026 kl 18:26 skrev Bo:")]
    [DataRow("W dniu 2.03.2026 o 18:26, Bo napisał(a):")]
    [DataRow("02.03.2026 18:26 пользователь \"Bo\" <bo@y.example> написал:")]
    [DataRow("Mon, 2 Mar 2026 14:00:51 +0400 от Bo <bo@y.example>:")]
    [DataRow("于2026年3月2日周一 18:26写道：")]
    [DataRow("bo wrote:")]
    public void An_attribution_above_quoted_lines_begins_the_history(string attribution)
    {
        var body = $"Yes, 2 of them.\n\n{attribution}\n\n> Hi\n>\n> There\n";

        var (text, quoted) = QuotedHistory.Split(body);

        Assert.AreEqual("Yes, 2 of them.", text);
        Assert.StartsWith(attribution, quoted);
    }

    [TestMethod]
    [DataRow("-----Original Message-----\nFrom: Bo\nSent: Monday\nTo: Ana\nSubject: Hi\n\nOld words")]
    [DataRow("-----Ursprüngliche Nachricht-----\nVon: Bo\n\nOld words")]
    [DataRow("________________________________\nFrom: Bo <bo@y.example>\nSent: Monday, March 2, 2026 4:22 PM\nTo: Ana\nSubject: Hi\n\nOld words")]
    [DataRow("Von: Bo\nGesendet: Montag, 2. März 2026\nAn: Ana\nBetreff: Hi\n\nOld words")]
    [DataRow("De : Bo\nEnvoyé : lundi 2 mars 2026\nÀ : Ana\nObjet : Hi\n\nOld words")]
    [DataRow("De: Bo\nEnviado el: lunes\nPara: Ana\nAsunto: Hi\n\nOld words")]
    [DataRow("*From:* Bo\n*Date:* Monday\n*To:* Ana\n*Subject:* Hi\n\nOld words")]
    [DataRow("Date: Thu, 26 Jun 2014\nSubject: Hi\nFrom: bo@y.example\nTo: ana@x.example\n\nOld words")]
    [DataRow("On Mon, Mar 2, 2026 at 6:26 PM, Bo <bo@y.example> wrote:\nOld words")]
    [DataRow("> Old words")]
    public void History_in_other_forms_is_found(string history)
    {
        var (text, quoted) = QuotedHistory.Split("New words\nof two lines\n\n" + history);

        Assert.AreEqual("New words\nof two lines", text);
        Assert.AreEqual(Words(history), Words(quoted));
    }

    [TestMethod]
    [DataRow("Hello,\n\nOn 2 March Bo wrote:\n> one?\n\nyes", DisplayName = "above and below")]
    [DataRow("On 2 March Bo wrote:\n> one?\nyes\n> two?\nno", DisplayName = "between, from the top")]
    [DataRow("On 2 March Bo wrote:\n> one?\n\nyes\n\nOn 1 March 2026, Cy wrote:\n\nolder", DisplayName = "more history below")]
    [DataRow("Hello,\nOn 2 March Bo wrote:\n> one?\nyes\n> two?\nno", DisplayName = "between")]
    [DataRow("> one?\nyes", DisplayName = "quote first")]
    [DataRow("See below\n\n---------- Forwarded message ---------\nFrom: Bo <b@y.example>\nDate: Mon, 2 Mar 2026\nSubject: Hi\nTo: Ana\n\nForwarded words", DisplayName = "forwarded by Gmail")]
    [DataRow("FYI\n\nBegin forwarded message:\n\nFrom: Bo\nDate: 2 March\nSubject: Hi\nTo: Ana\n\nForwarded words", DisplayName = "forwarded by Apple Mail")]
    [DataRow("From: Bo\nSent: Monday\nTo: Ana\nSubject: Hi\n\nForwarded words", DisplayName = "nothing but another mail")]
    [DataRow("Dear all,\nas she wrote: never.\nFrom: the heart", DisplayName = "prose")]
    [DataRow("Here is what Bo wrote:\n\nSome words.", DisplayName = "prose with a colon")]
    [DataRow("To: do\nFrom: me", DisplayName = "two labels")]
    [DataRow("", DisplayName = "nothing")]
    public void Where_it_is_not_certain_everything_is_text(string body)
    {
        var (text, quoted) = QuotedHistory.Split(body);

        Assert.AreEqual(body, text);
        Assert.AreEqual("", quoted);
    }

    [TestMethod]
    public void No_word_is_ever_lost()
    {
        string[] lines =
        [
            "On Mon, 2 Mar 2026, Bo wrote:", "> quoted", "plain words", "", "-----Original Message-----", "From: Bo", "Sent: Monday", "Subject: x", "____________",
            ">", "Am 2.3.2026 schrieb Bo:", "---------- Forwarded message ---------", "a:", "On", "2:"
        ];
        var random = new Random(7);

        for (var round = 0; round < 5000; round++)
        {
            var body = string.Join('\n', Enumerable.Range(0, random.Next(12)).Select(_ => lines[random.Next(lines.Length)]));
            var (text, quoted) = QuotedHistory.Split(body);
            Assert.IsTrue(Words(body) == Words(text + "\n" + quoted) || Words(body) == Words(quoted + "\n" + text), body);
        }
    }

    [TestMethod]
    [DataRow("On Monday, 2 March 2026, Bo wrote:\n> Hi?\n\nYes.")]
    [DataRow("\nAm 02.03.26 um 18:26 schrieb Bo:\n\n> Hi?\n> > older\n>\nYes.\n")]
    [DataRow("On Mon, Mar 2, 2026 at 6:26 PM, Bo\n<bo@y.example> wrote:\n> Hi?\nYes.")]
    public void An_answer_below_the_one_quotation_is_the_text(string body)
    {
        var (text, quoted) = QuotedHistory.Split(body);

        Assert.AreEqual("Yes.", text);
        Assert.AreEqual(Words(body), Words(quoted + " " + text));
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
