package io.pgqueue.sample.till;

import io.pgqueue.sample.till.Till.Receipt;
import io.pgqueue.sample.web.NotFoundException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Has the till sell, shows what was printed, and what it may not see. */
@RestController
@RequestMapping("/api/till")
class TillController {

    private final Till till;
    private final TillRole role;

    TillController(Till till, TillRole role) {
        this.till = till;
        this.role = role;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Sold sell(@RequestBody @Valid Sale sale) {
        requireTill();
        return new Sold(till.note(sale));
    }

    @GetMapping
    List<Receipt> receipts(@RequestParam(defaultValue = "20") @Min(1) @Max(1000) int limit) {
        requireTill();
        return till.receipts(limit);
    }

    /** The till may add tasks, and see none. */
    @GetMapping("/tasks")
    Refusal tasks() {
        requireTill();
        return new Refusal(till.refusal());
    }

    private void requireTill() {
        if (!role.isThere()) {
            throw new NotFoundException("There is no till: its role can be made by a superuser of the database alone");
        }
    }

    record Sold(long receipt) {}

    record Refusal(String database) {}
}
