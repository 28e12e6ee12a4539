async def test_an_empty_activation_names_what_is_missing_and_counts_no_try(owner: Owner, browser: Browser) -> None:
    for _ in range(10):
        answer = await browser.sends("/activate", username=owner.username, code="", new_password="", new_password_again="")
    assert answer.status_code == 200
    assert "Adja meg a kódot." in answer.text
    assert "Adja meg az új jelszavát." in answer.text
