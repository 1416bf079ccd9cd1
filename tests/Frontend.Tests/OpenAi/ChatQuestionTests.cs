using System.Text.Json;
using GovStack.Frontend.OpenAi;

namespace GovStack.Frontend.Tests.OpenAi;

public sealed class ChatQuestionTests
{
    [Fact]
    public void Read_SystemMessage_IsTheWordsOfThePerson()
    {
        var (question, _) = Read("""{"messages":[{"role":"system","content":"You are a pirate."},{"role":"assistant","content":"Hi"},{"role":"user","content":"Fees?"}]}""");

        Assert.Equal("Fees?", question!.Text);
        Assert.Equal([(false, "You are a pirate."), (true, "Hi")], question.Prior.Select(prior => (prior.IsAnswer, prior.Text)));
    }

    [Fact]
    public void Read_ContentInParts_JoinsTheirTexts()
        => Assert.Equal("a\nb", Read("""{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""").Question!.Text);

    [Theory]
    [InlineData("auto", null, null)]
    [InlineData("general", "general", null)]
    [InlineData("large", null, "large")]
    public void Read_ModelName_PicksABotletOrAChain(string model, string? botlet, string? chain)
    {
        var (question, _) = Read($$"""{"model":"{{model}}","messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal((model, botlet, chain), (question!.Model, question.Botlet, question.Chain));
    }

    [Theory]
    [InlineData("""{"model":"gpt-4.1","messages":[{"role":"user","content":"x"}]}""", "model-not-found", "model")]
    [InlineData("""{"messages":[]}""", "invalid-field", "messages")]
    [InlineData("""{}""", "invalid-field", "messages")]
    [InlineData("""{"n":2,"messages":[{"role":"user","content":"x"}]}""", "invalid-field", "n")]
    [InlineData("""{"messages":[{"role":"assistant","content":"x"}]}""", "invalid-field", "messages")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", "invalid-field", "messages.[0].content")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""", "invalid-field", "messages.[0].content")]
    [InlineData("""{"response_format":{"type":"json_object"},"messages":[{"role":"user","content":"x"}]}""", "invalid-field", "response_format")]
    [InlineData("""{"max_tokens":0,"messages":[{"role":"user","content":"x"}]}""", "invalid-field", "max_completion_tokens")]
    public void Read_WhatCannotBeAnswered_SaysWhichField(string json, string code, string field)
    {
        var (question, problem) = Read(json);

        Assert.Null(question);
        Assert.Equal((code, field), (problem!.Code, problem.Field));
    }

    private static (ChatQuestion? Question, Frontend.Problems.Problem? Problem) Read(string json)
        => ChatQuestion.Read(JsonSerializer.Deserialize(json, OpenAiJson.Default.ChatCompletionRequest)!, TestAgency.Create());
}
